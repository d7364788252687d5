import { canonicalJson } from '@libs/national-platform';
import type { RunReport } from './uploads/report-bodies';

/** A run as a province reported it. */
export interface ReportedRun extends RunReport {
  readonly province: string;
  /** The platform's time of receipt. */
  readonly at: string;
}

/** How the provinces' runs ended, each once (M511). */
export class RunReports {
  private readonly runs = new Map<string, { readonly content: string; readonly run: ReportedRun }>();

  /** Writes one down; false where that run was reported before, with other figures. */
  take(report: RunReport, { province, upload_time }: { province: string; upload_time: string }): boolean {
    const key = canonicalJson([province, report.date, report.role, report.run_no]);
    const content = canonicalJson(report);
    const known = this.runs.get(key);
    if (known) return known.content === content;
    this.runs.set(key, { content, run: { province, ...report, at: upload_time } });
    return true;
  }

  /** All of them, in order of receipt. */
  all(): ReportedRun[] {
    return [...this.runs.values()].map(({ run }) => run);
  }
}
