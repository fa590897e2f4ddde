// The operators of a condition block.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { BlockList, isIP } from "node:net";

import type { Context } from "../evaluate";
import { isRecord } from "../../plan/plans";
import { like, likeArn, written, type Compare } from "./patterns";
import { allHold, Undecided } from "./undecided";

const same: Compare = (value, wanted, context) => value === written(wanted, context);
const sameInAnyCase: Compare = (value, wanted, context) =>
    value.toLowerCase() === written(wanted, context).toLowerCase();

const OPERATORS: Readonly<Record<string, Compare>> = {
    StringEquals: same,
    StringEqualsIgnoreCase: sameInAnyCase,
    StringLike: like,
    NumericEquals: (value, wanted) => Number(value) === Number(wanted),
    NumericLessThan: (value, wanted) => Number(value) < Number(wanted),
    NumericLessThanEquals: (value, wanted) => Number(value) <= Number(wanted),
    NumericGreaterThan: (value, wanted) => Number(value) > Number(wanted),
    NumericGreaterThanEquals: (value, wanted) => Number(value) >= Number(wanted),
    DateEquals: (value, wanted) => instant(value) === instant(wanted),
    DateLessThan: (value, wanted) => instant(value) < instant(wanted),
    DateLessThanEquals: (value, wanted) => instant(value) <= instant(wanted),
    DateGreaterThan: (value, wanted) => instant(value) > instant(wanted),
    DateGreaterThanEquals: (value, wanted) => instant(value) >= instant(wanted),
    Bool: sameInAnyCase,
    BinaryEquals: same,
    IpAddress: inBlock,
    ArnEquals: likeArn,
    ArnLike: likeArn,
};

/** What holds where none of the values does, and where the request says nothing. */
const NEGATED: Readonly<Record<string, Compare | undefined>> = {
    StringNotEquals: OPERATORS["StringEquals"],
    StringNotEqualsIgnoreCase: OPERATORS["StringEqualsIgnoreCase"],
    StringNotLike: like,
    NumericNotEquals: OPERATORS["NumericEquals"],
    DateNotEquals: OPERATORS["DateEquals"],
    NotIpAddress: inBlock,
    ArnNotEquals: likeArn,
    ArnNotLike: likeArn,
};

/** Every operator and every key must hold; one of a key's values is enough. */
export function holds(
    condition: unknown,
    context: Context,
    leavesOpen: (key: string) => boolean = () => false,
): boolean {
    if (condition === undefined) return true;
    if (!isRecord(condition)) throw new Undecided("a condition that is no block of operators");
    const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
    return allHold(
        Object.entries(condition).flatMap(([operator, keys]) =>
            Object.entries(isRecord(keys) ? keys : {}).map(([key, wanted]) => () => {
                const value = known.get(key.toLowerCase());
                if (value === undefined && leavesOpen(key.toLowerCase()))
                    throw new Undecided(`what ${key} would be is not known here`);
                return test(operator, value, valuesOf(wanted), context);
            }),
        ),
    );
}

function test(
    operation: string,
    value: string | readonly string[] | undefined,
    wanted: readonly string[],
    context: Context,
): boolean {
    const [, set = "", operator = "", ifExists = ""] =
        /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operation) ?? [];
    if (operator === "Null") return wanted.some((absent) => absent.toLowerCase() === String(value === undefined));
    const positive = OPERATORS[operator];
    const compare = positive ?? NEGATED[operator];
    if (!compare) throw new Undecided(`the operator ${operation} is not known`);
    if (value === undefined) return set === "ForAllValues" || (set === "" && (ifExists !== "" || !positive));
    const passes = (one: string) =>
        wanted.some((pattern) => compare(one, pattern, context)) === (positive !== undefined);
    if (set === "") return typeof value === "string" && passes(value); // many values need one of the two words
    const values = typeof value === "string" ? [value] : value;
    return set === "ForAnyValue" ? values.some(passes) : values.every(passes);
}

/** A policy may write numbers and truth values without quotes. */
function valuesOf(wanted: unknown): readonly string[] {
    return (Array.isArray(wanted) ? (wanted as unknown[]) : [wanted]).map(String);
}

/** ISO 8601, or seconds since 1970. */
function instant(moment: string): number {
    return /^\d+$/.test(moment) ? Number(moment) * 1000 : Date.parse(moment);
}

const blocks = new Map<string, BlockList>();

function inBlock(address: string, block: string): boolean {
    const known = blocks.get(block) ?? blockOf(block);
    blocks.set(block, known);
    const family = isIP(address);
    return family !== 0 && known.check(address, family === 4 ? "ipv4" : "ipv6");
}

function blockOf(block: string): BlockList {
    const [network = "", bits] = block.split("/");
    const family = isIP(network);
    if (family === 0) throw new Undecided(`${block} is no address and no block of addresses`);
    const list = new BlockList();
    list.addSubnet(network, Number(bits ?? (family === 4 ? 32 : 128)), family === 4 ? "ipv4" : "ipv6");
    return list;
}
