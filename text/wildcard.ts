/** A text in which `*` stands for anything, as an expression for all of a text, in time that grows with both and no faster. */
export function wildcard(pattern: string): RegExp {
    const literal = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    const [first = "", ...rest] = pattern.split("*").map(literal);
    const last = rest.pop();
    // What comes first is as good as what comes later, so no star but the last is tried again: lookaheads are not gone back into.
    const middle = rest.map((part, at) => `(?=(?<s${at}>.*?${part}))\\k<s${at}>`).join("");
    return new RegExp(`^${first}${middle}${last === undefined ? "" : `.*${last}`}$`, "s");
}
