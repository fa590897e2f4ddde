import { actions } from "../reading";
import type { Invariant } from "./invariant";

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionDeclaration.html: 1 to 1000 characters, texts only. */
const LONGEST = 1000;

export const invariant: Invariant = (plan) =>
    actions(plan).flatMap(({ where, configuration }) =>
        Object.entries(configuration).flatMap(([key, value]) => {
            if (typeof value !== "string") return [`${where}: ${key} is no text but ${JSON.stringify(value)}`];
            if (value.length === 0) return [`${where}: ${key} is empty`];
            return value.length > LONGEST ? [`${where}: ${key} has ${value.length} characters, over ${LONGEST}`] : [];
        }),
    );
