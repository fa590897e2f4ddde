import type { Group } from "./group";
import { LISTS } from "./lists";

export const approvers: Group = {
    group: "approvers",
    does: "Read the evidence and answer approvals; push and start nothing.",
    answers: true,
    may: ({ see, approve, isApproved }) => [...see, ...(isApproved ? approve : [])],
    never: ({ push, start, approve, isApproved, bypass }) => [
        ...push,
        ...start,
        ...(isApproved ? [] : approve),
        ...bypass,
    ],
    besides: [LISTS],
};
