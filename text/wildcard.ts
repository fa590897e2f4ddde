/** A text in which `*` stands for anything, as an expression for all of a text. */
export function wildcard(pattern: string): RegExp {
    const literal = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`^${pattern.split("*").map(literal).join(".*")}$`, "s");
}
