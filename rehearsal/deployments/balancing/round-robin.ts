import type { Share } from "./routing-table";

/**
 * Whose turn it is, by weight and without chance: of ten requests at 10 %, always the same one goes to the new version.
 * Every share earns its weight each turn; the richest is taken and pays for all.
 */
export class RoundRobin {
    private readonly credit: number[];
    private readonly whole: number;

    constructor(private readonly shares: readonly Share[]) {
        this.credit = shares.map(() => 0);
        this.whole = shares.reduce((sum, { weight }) => sum + weight, 0);
    }

    public next(): string | undefined {
        let richest = -1;
        this.shares.forEach(({ weight }, at) => {
            const earned = (this.credit[at] ?? 0) + weight;
            this.credit[at] = earned;
            if (weight > 0 && (richest < 0 || earned > (this.credit[richest] ?? 0))) richest = at;
        });
        if (richest < 0) return undefined;
        this.credit[richest] = (this.credit[richest] ?? 0) - this.whole;
        return this.shares[richest]?.group;
    }
}
