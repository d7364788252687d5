import type { StatedLine } from '@libs/mutual-aid';

/** Lines in groups, those of a group in the order in which they came. */
export class LinesBy {
  private readonly groups = new Map<string, Map<string, StatedLine>>();
  private readonly groupOfKey = new Map<string, string>();

  /** `groupOf` gives undefined where the line is in no group. */
  constructor(private readonly groupOf: (line: StatedLine) => string | undefined) {}

  /** The lines of a group. */
  of(group: string): StatedLine[] {
    const lines = this.groups.get(group);
    return lines === undefined ? [] : [...lines.values()];
  }

  /** Puts a line under its key; one that is there already keeps its place. */
  put(key: string, line: StatedLine): void {
    const group = this.groupOf(line);
    if (this.groupOfKey.get(key) !== group) this.drop(key);
    if (group === undefined) return;
    const lines = this.groups.get(group);
    if (lines === undefined) this.groups.set(group, new Map([[key, line]]));
    else lines.set(key, line);
    this.groupOfKey.set(key, group);
  }

  /** Takes the line of a key out. */
  drop(key: string): void {
    const group = this.groupOfKey.get(key);
    if (group === undefined) return;
    const lines = this.groups.get(group);
    lines?.delete(key);
    if (lines?.size === 0) this.groups.delete(group);
    this.groupOfKey.delete(key);
  }
}
