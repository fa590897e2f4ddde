import { administrators } from "./administrators";
import { approvers } from "./approvers";
import { developers } from "./developers";
import type { Group } from "./group";
import { readers } from "./readers";

/** Every group there is; a new one is a file and a line here. */
export const groups: readonly Group[] = [developers, approvers, readers, administrators];
