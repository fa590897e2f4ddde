import { label, ofType } from "../reading";
import type { Invariant } from "./invariant";

/** Without a number of days CloudWatch keeps, and charges for, every line for ever. */
export const invariant: Invariant = (plan) =>
    ofType(plan, "aws:cloudwatch/logGroup:LogGroup")
        .filter(({ inputs }) => typeof inputs["retentionInDays"] !== "number" || inputs["retentionInDays"] === 0)
        .map((group) => `${label(group)} never expires`);
