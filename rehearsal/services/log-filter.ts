// CloudWatch's filter patterns, as far as lines use them: one comparison of a place in a JSON message.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
import type { Json } from "../../plan/document";
import { parsed } from "../../plan/plans";
import { wildcard } from "../../text/wildcard";
import { NotRehearsed } from "../account/gateway";
import { ORDERS } from "../events/comparisons";
import { at } from "../events/json-path";

const COMPARISON = /^\{\s*(\$[^\s=!<>]+)\s*(=|!=|<=|>=|<|>)\s*(?:"([^"]*)"|([\w.*-]+))\s*\}$/;

const NUMBERS: typeof ORDERS = { ...ORDERS, "!=": (value, wanted) => value !== wanted };

/** Whether a message passes a filter pattern; a message that is no JSON passes no comparison. */
export function logFilter(pattern: string): (message: string) => boolean {
    const trimmed = pattern.trim();
    if (trimmed === "") return () => true;
    const [, path = "", operator = "", quoted, bare = ""] = COMPARISON.exec(trimmed) ?? [];
    const isText = quoted !== undefined || !/^-?\d+(\.\d+)?$/.test(bare);
    if (path === "" || (isText && !["=", "!="].includes(operator)))
        throw new NotRehearsed(
            `the filter pattern ${pattern}; known is { $.place = "text" } with = and !=, or a number`,
        );
    const wanted = quoted ?? bare;
    const like = wildcard(wanted);
    return (message) => {
        const document = parsed(message) as Json | undefined;
        const value = document === undefined ? undefined : at(path, document);
        if (!isText) return typeof value === "number" && NUMBERS[operator]?.(value, Number(wanted)) === true;
        return typeof value === "string" && like.test(value) === (operator === "=");
    };
}
