/**
 * A text in which `*` stands for anything, as an expression for all of a text, in time that grows with both and no faster.
 * @param one what stands for any one letter; without it, nothing does
 */
export function wildcard(pattern: string, one?: "?"): RegExp {
    const escaped = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    const literal = (part: string) => (one === undefined ? escaped(part) : part.split(one).map(escaped).join("."));
    const [first = "", ...rest] = pattern.split("*").map(literal);
    const last = rest.pop();
    // What comes first is as good as what comes later, so no star but the last is tried again: lookaheads are not gone back into.
    const middle = rest.map((part, at) => `(?=(?<s${at}>.*?${part}))\\k<s${at}>`).join("");
    return new RegExp(`^${first}${middle}${last === undefined ? "" : `.*${last}`}$`, "s");
}
