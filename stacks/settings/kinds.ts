// Every kind of part that a line may name. A kind added to its folder's list is known here, and nowhere else by name.
import { builds } from "../../components/builds";
import { sources } from "../../components/sources";
import { targets } from "../../components/targets";

export const kinds = { sources, builds, targets } as const;
