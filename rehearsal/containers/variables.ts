// Words of a Dockerfile: quotes, escapes and variables, as the instructions that replace variables read them.
// https://docs.docker.com/reference/dockerfile/#environment-replacement

const MODIFIER = /^(:?)([-+?])([\s\S]*)$/;
const NAME = /^[A-Za-z_]\w*/;

export type Variables = Readonly<Record<string, string>>;

/** One word, with its variables filled in and its quotes gone. */
export function expand(word: string, variables: Variables): string {
    let text = "";
    let quote = "";
    for (let at = 0; at < word.length; at += 1) {
        const letter = word.charAt(at);
        if (letter === quote) quote = "";
        else if (quote === "" && (letter === '"' || letter === "'")) quote = letter;
        else if (letter === "\\" && quote !== "'" && at + 1 < word.length) {
            at += 1;
            const keeps = quote === '"' && !'"$\\'.includes(word.charAt(at));
            text += `${keeps ? "\\" : ""}${word.charAt(at)}`;
        } else if (letter === "$" && quote !== "'") {
            const { value, length } = variableAt(word.slice(at + 1), variables);
            text += value;
            at += length;
        } else text += letter;
    }
    return text;
}

function variableAt(rest: string, variables: Variables): { readonly value: string; readonly length: number } {
    if (!rest.startsWith("{")) {
        const name = NAME.exec(rest)?.[0];
        return name === undefined ? { value: "$", length: 0 } : { value: variables[name] ?? "", length: name.length };
    }
    const end = closing(rest);
    const inside = rest.slice(1, end);
    const name = NAME.exec(inside)?.[0] ?? "";
    return { value: modified(name, inside.slice(name.length), variables), length: end + 1 };
}

function modified(name: string, modifier: string, variables: Variables): string {
    const value = variables[name];
    if (name !== "" && modifier === "") return value ?? "";
    const [, colon, sign, word = ""] = MODIFIER.exec(modifier) ?? [];
    if (name === "" || sign === undefined)
        throw new Error(`\${${name}${modifier}} is no variable that can be replaced here`);
    const set = value !== undefined && (colon === "" || value !== "");
    if (sign === "+") return set ? expand(word, variables) : "";
    if (set) return value;
    if (sign === "-") return expand(word, variables);
    throw new Error(`${name}: ${expand(word, variables) || "is not set"}`);
}

function closing(rest: string): number {
    let depth = 0;
    for (let at = 0; at < rest.length; at += 1) {
        if (rest.charAt(at) === "{") depth += 1;
        if (rest.charAt(at) === "}" && --depth === 0) return at;
    }
    throw new Error(`$${rest} has no closing brace`);
}
