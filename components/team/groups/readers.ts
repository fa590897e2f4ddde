import type { Group } from "./group";
import { LISTS } from "./lists";

export const readers: Group = {
    group: "readers",
    does: "See everything of the lines, and change nothing.",
    may: ({ see }) => see,
    never: ({ push, start, approve, bypass }) => [...push, ...start, ...approve, ...bypass],
    besides: [LISTS],
};
