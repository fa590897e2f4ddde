import type { Group } from "./group";
import { LISTS } from "./lists";

/** Whether what they pushed goes on, other people say. */
export const developers: Group = {
    group: "developers",
    does: "Push, see and start; approve nothing.",
    may: ({ see, push, start }) => [...see, ...push, ...start],
    never: ({ approve, bypass }) => [...approve, ...bypass],
    besides: [LISTS],
};
