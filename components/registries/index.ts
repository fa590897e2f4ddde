import { dockerHub } from "./docker-hub";
import { ecr } from "./ecr";
import { ecrPublic } from "./ecr-public";

/** Every kind of registry; a new one is a file and a line here. A line that names none gets the first. */
export const registries = [ecr, dockerHub, ecrPublic] as const;
