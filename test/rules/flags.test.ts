import { drainedAt, manyPlaces, yuanToFen, type FlagThresholds } from '@libs/mutual-aid';

const HOUR = 3_600_000;
const SET = Date.parse('2026-11-24T09:00:00.000+08:00');
const THRESHOLDS: FlagThresholds = {
  drainAmount: yuanToFen('5000.00'),
  drainWithin: 24 * HOUR,
  donorsMax: 5,
  placesMax: 3,
  placesWithin: HOUR,
};

/** `3000.00@2 -1000.00@3`: drawn two hours after the setting, given back after three. */
function draws(text: string) {
  return text
    .split(' ')
    .filter((each) => each !== '')
    .map((each) => {
      const [amount = '', hours] = each.split('@');
      const isReversal = amount.startsWith('-');
      return { amount: yuanToFen(amount.replace('-', '')), isReversal, useTime: SET + Number(hours) * HOUR };
    });
}

test.each([
  ['untouched', '5000.00', '', undefined],
  ['at once', '5000.00', '5000.00@0', 0],
  ['a fen is left', '5000.00', '4999.99@1', undefined],
  ['in pieces', '8000.00', '3000.00@1 5000.00@2', 2],
  ['after 24 hours to the millisecond', '5000.00', '1000.00@1 4000.00@24', 24],
  ['a millisecond later', '5000.00', '1000.00@1 4000.00@24.000000278', undefined],
  ['below the amount', '4999.99', '4999.99@1', undefined],
  ['reversed in between', '5000.00', '3000.00@1 -3000.00@2 3000.00@3', undefined],
  ['reversed, and drained all the same', '5000.00', '3000.00@1 -3000.00@2 5000.00@3', 3],
  ['reversed later: it was drained', '5000.00', '5000.00@1 -5000.00@2', 1],
  ['used before it was set, by another clock', '5000.00', '5000.00@-0.01', -0.01],
])('a limit is drained: %s', (_, amount, text, hours) => {
  const at = drainedAt({ amount: yuanToFen(amount), setTime: SET }, draws(text), THRESHOLDS);
  expect(at).toBe(hours === undefined ? undefined : SET + hours * HOUR);
});

/** `A@0 B@10`: at institution A at once, at B after ten minutes. */
function visits(text: string) {
  return text.split(' ').map((each) => {
    const [institution = '', minutes] = each.split('@');
    return { institution, useTime: SET + Number(minutes) * 60_000 };
  });
}

test.each([
  ['three', 'A@0 B@1 C@2', undefined],
  ['four', 'A@0 B@1 C@2 D@3', 'ABCD'],
  ['four times the same', 'A@0 A@1 A@2 A@3', undefined],
  ['three, one of them often', 'A@0 B@1 A@2 C@3 A@4', undefined],
  ['four within an hour to the minute', 'A@0 B@20 C@40 D@60', 'ABCD'],
  ['four in more than an hour', 'A@0 B@20 C@40 D@60.001', undefined],
  ['out of order', 'D@60 B@20 A@0 C@40', 'ABCD'],
  ['later four of five', 'A@0 B@50 C@70 D@80 E@100', 'BCDE'],
  ['all of five', 'A@0 B@10 C@20 D@30 E@40', 'ABCDE'],
])('many places: %s', (_, text, institutions) => {
  expect(manyPlaces(visits(text), THRESHOLDS)?.institutions.join('')).toBe(institutions);
});
