import type { Row } from "./bench";
import { switched, type Switched } from "./traffic";

/** Of an application; the old version may answer that much later than the switch. */
const RESPONSE_MS = [0, 20];

export async function trafficRows(rounds: number): Promise<Row[]> {
    const rows: Row[] = [];
    for (const responseMs of RESPONSE_MS) {
        const seen: Switched[] = [];
        for (let round = 0; round < rounds; round++) seen.push(await switched(responseMs));
        rows.push(...rowsOf(responseMs, seen));
    }
    return rows;
}

function rowsOf(responseMs: number, seen: readonly Switched[]): Row[] {
    const over = `over an application of ${responseMs} ms`;
    const row = (what: string, measured: (one: Switched) => number, target: number, unit: string, detail = over) => ({
        what,
        measured: seen.map(measured),
        target,
        unit,
        detail,
    });
    const sent = seen.reduce((sum, one) => sum + one.sent, 0);
    return [
        row("p99 through the balancer above direct", ({ p99Above }) => p99Above, 15, "ms"),
        row(
            "last answer of the old version",
            ({ lastOld }) => lastOld,
            25 + responseMs,
            "ms",
            `${over}, after the switch`,
        ),
        row("requests lost in a switch", ({ failed }) => failed, 0, "", `of ${sent} ${over}`),
        row("a tenth of the requests, off by", ({ canaryShare }) => Math.abs(canaryShare - 10), 1, "points"),
        row("switched, drained and stopped", ({ stopped }) => stopped, 300, "ms"),
    ];
}
