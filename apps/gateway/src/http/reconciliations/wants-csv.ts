/** Whether an Accept header asks for CSV rather than JSON: with the higher weight, or first where both weigh the same. */
export function wantsCsv(accept: string | undefined): boolean {
  const ranges = (accept ?? '').split(',').map((each) => {
    const [range = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((part) => part.startsWith('q='));
    return { range, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 };
  });
  const csv = ranges.findIndex(({ range, weight }) => range === 'text/csv' && weight > 0);
  const json = ranges.findIndex(({ range, weight }) => range === 'application/json' && weight > 0);
  const [ofCsv, ofJson] = [ranges[csv]?.weight ?? 0, ranges[json]?.weight ?? 0];
  return csv !== -1 && (ofCsv > ofJson || (ofCsv === ofJson && csv < json));
}
