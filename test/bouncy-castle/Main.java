import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.util.encoders.Hex;

/** Carries out a line of standard input after the other, its words in hex, and prints what each came to. */
public class Main {
  private static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");
  private static final ECDomainParameters DOMAIN =
      new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());
  private static final byte[] USER_ID = "1234567812345678".getBytes(StandardCharsets.US_ASCII);

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine())
      System.out.println(answer(line.split(" ")));
  }

  private static String answer(String[] words) throws Exception {
    switch (words[0]) {
      case "pair":
        return pair();
      case "sign":
        return sign(new BigInteger(1, hex(words[1])), hex(words[2]));
      case "verify":
        return String.valueOf(verify(hex(words[1]), hex(words[2]), hex(words[3])));
      case "encrypt":
        return Hex.toHexString(sm4(true, hex(words[1]), hex(words[2]), hex(words[3])));
      case "decrypt":
        return Hex.toHexString(sm4(false, hex(words[1]), hex(words[2]), hex(words[3])));
      default:
        throw new IllegalArgumentException(words[0]);
    }
  }

  private static String pair() {
    BigInteger secret = new BigInteger(DOMAIN.getN().bitLength() - 1, new SecureRandom()).add(BigInteger.ONE);
    String point = Hex.toHexString(DOMAIN.getG().multiply(secret).normalize().getEncoded(false));
    return String.format("%064x %s", secret, point);
  }

  private static String sign(BigInteger secret, byte[] text) throws Exception {
    SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    ECPrivateKeyParameters key = new ECPrivateKeyParameters(secret, DOMAIN);
    signer.init(true, new ParametersWithID(new ParametersWithRandom(key, new SecureRandom()), USER_ID));
    signer.update(text, 0, text.length);
    return Hex.toHexString(signer.generateSignature());
  }

  private static boolean verify(byte[] point, byte[] text, byte[] signature) {
    SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
    ECPublicKeyParameters key = new ECPublicKeyParameters(CURVE.getCurve().decodePoint(point), DOMAIN);
    signer.init(false, new ParametersWithID(key, USER_ID));
    signer.update(text, 0, text.length);
    return signer.verifySignature(signature);
  }

  private static byte[] sm4(boolean encrypting, byte[] key, byte[] iv, byte[] text) throws Exception {
    PaddedBufferedBlockCipher cipher = new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(new SM4Engine()));
    cipher.init(encrypting, new ParametersWithIV(new KeyParameter(key), iv));
    byte[] out = new byte[cipher.getOutputSize(text.length)];
    int length = cipher.processBytes(text, 0, text.length, out, 0);
    length += cipher.doFinal(out, length);
    return java.util.Arrays.copyOf(out, length);
  }

  private static byte[] hex(String word) {
    return Hex.decode(word.equals("-") ? "" : word);
  }
}
