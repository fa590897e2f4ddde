// What to do about the parser's errors, whose own words are for people who write parsers. Nothing of the text is repeated.
import type { YAMLParseError } from "yaml";

type Helps = (message: string) => string;

const quote: Helps = () => "put the value in quotes";

const HELP: Partial<Record<YAMLParseError["code"], Helps>> = {
    BAD_INDENT: (message) =>
        message.startsWith("Flow ")
            ? "a { or [ on a line before it is not closed"
            : "indent this line like the others of its map, with all that stands below it",
    BAD_SCALAR_START: quote,
    BLOCK_AS_IMPLICIT_KEY: quote,
    DUPLICATE_KEY: () => "this key stands above as well; keep one of them",
    MISSING_CHAR: (message) => (message.includes("quote") ? "a quote on this line, or before it, is not closed" : ""),
    MULTILINE_IMPLICIT_KEY: () => "a key ends with a colon and a space, and an item of a list belongs below its key",
    TAB_AS_INDENT: () => "write blanks",
};

export function inWords({ code, message }: Pick<YAMLParseError, "code" | "message">): string {
    const help = HELP[code]?.(message) ?? "";
    return help === "" ? message : `${message}; ${help}`;
}
