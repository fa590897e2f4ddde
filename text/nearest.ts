// What was probably meant to type.

/** The name that was probably meant: it begins with this one, or at most a third of its letters differ. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
    const longer = known.filter((candidate) => name.length >= 3 && candidate.startsWith(name));
    if (longer.length === 1) return longer[0];
    const ranked = known
        .map((candidate) => ({ candidate, edits: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
        .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
        .sort((a, b) => a.edits - b.edits);
    return ranked[0]?.candidate;
}

/** Insertions, removals, replacements and swaps of neighbours that turn one word into the other. */
export function editDistance(from: string, to: string): number {
    // No name of ours is this long; a config value may be a megabyte.
    if (Math.max(from.length, to.length) > 60) return Infinity;
    const rows = Array.from({ length: from.length + 1 }, (_, i) =>
        Array.from({ length: to.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
    );
    const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
    for (let i = 1; i <= from.length; i++) {
        for (let j = 1; j <= to.length; j++) {
            const same = from[i - 1] === to[j - 1];
            const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
            (rows[i] as number[])[j] = Math.min(
                at(i - 1, j) + 1,
                at(i, j - 1) + 1,
                at(i - 1, j - 1) + (same ? 0 : 1),
                swapped ? at(i - 2, j - 2) + 1 : Infinity,
            );
        }
    }
    return at(from.length, to.length);
}
