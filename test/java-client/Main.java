import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.PaymentsApi;
import org.openapitools.client.api.RegistryApi;
import org.openapitools.client.model.ReversalDto;
import org.openapitools.client.model.UsageDto;
import org.openapitools.client.model.UsageQuoteDto;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.HttpStatusCodeException;

/**
 * A settlement system on the generated client: walks every request of its role, once as its authors would write it, and
 * an import of a Chinese name. Each answer is a line of JSON on stdout, for java-client.test.ts to judge.
 * Arguments: address, settlement's token, core's token, person, use_time, what its settlement ids begin with, a line
 * to import.
 */
public final class Main {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] arguments) throws Exception {
    PaymentsApi payments = new PaymentsApi(clientOf(arguments[0], arguments[1]));
    String person = arguments[3];
    String time = arguments[4];
    String full = arguments[5] + "-full";
    String bare = arguments[5] + "-bare";
    String kept = arguments[5] + "-kept";

    UsageQuoteDto quote = new UsageQuoteDto().psnNo(person).scene(UsageQuoteDto.SceneEnum._1).payAmt("60.00");
    quote.useTime(time).fixmedinsCode("H44010000001");
    tell("quote", () -> payments.usagesQuoteWithHttpInfo(quote));
    tell("quote named", () -> payments.usagesQuoteWithHttpInfo(quote.medType("11").setlId(full)));

    UsageDto usage = new UsageDto().setlId(full).psnNo(person).scene(UsageDto.SceneEnum._1).payAmt("60.00");
    usage.useTime(time).fixmedinsCode("H44010000001").medType("11");
    tell("pay full", () -> payments.usagesPayWithHttpInfo(usage));
    tell("pay full again", () -> payments.usagesPayWithHttpInfo(usage));
    UsageDto premium = new UsageDto().setlId(bare).psnNo(person).scene(UsageDto.SceneEnum._3).payAmt("10.00").useTime(time);
    tell("pay bare", () -> payments.usagesPayWithHttpInfo(premium));
    tell("read paid", () -> payments.usagesGetWithHttpInfo(full));

    tell("reverse bare", () -> payments.usagesReverseWithHttpInfo(bare, null));
    tell("reverse bare again", () -> payments.usagesReverseWithHttpInfo(bare, new ReversalDto()));
    tell("reverse full", () -> payments.usagesReverseWithHttpInfo(full, new ReversalDto().reason("患者退费")));
    tell("read reversed", () -> payments.usagesGetWithHttpInfo(full));

    UsageDto last = new UsageDto().setlId(kept).psnNo(person).scene(UsageDto.SceneEnum._2).payAmt("25.00");
    tell("pay kept", () -> payments.usagesPayWithHttpInfo(last.useTime(time).fixmedinsCode("P44010000002")));
    tell("wallet", () -> payments.walletsGetWithHttpInfo(person));
    tell("too much", () -> payments.usagesPayWithHttpInfo(premium.setlId(bare + "-2").payAmt("9999.00")));

    RegistryApi registry = new RegistryApi(clientOf(arguments[0], arguments[2]));
    // The command line has the machine's characters: the line comes with JSON's escapes and goes out without.
    String line = JSON.writeValueAsString(JSON.readTree(arguments[6]));
    tell("import", () -> registry.insuredPersonsImportWithHttpInfo(line));
  }

  private static ApiClient clientOf(String address, String token) {
    ApiClient client = new ApiClient().setBasePath(address);
    client.setBearerToken(token);
    return client;
  }

  private static void tell(String step, Supplier<ResponseEntity<?>> request) throws Exception {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("step", step);
    try {
      ResponseEntity<?> answer = request.get();
      told.put("status", answer.getStatusCode().value());
      told.put("body", answer.getBody());
    } catch (HttpStatusCodeException refused) {
      told.put("status", refused.getStatusCode().value());
      told.put("body", JSON.readTree(refused.getResponseBodyAsByteArray()));
    }
    OUT.println(JSON.writeValueAsString(told));
  }
}
