import { dockerHub } from "./docker-hub";
import { ecr } from "./ecr";

/** Every kind of registry; a new one is a file and a line here. A line that names none gets the first. */
export const registries = [ecr, dockerHub] as const;
