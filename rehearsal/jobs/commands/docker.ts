import { readFileSync } from "node:fs";

import { dockerCommand } from "../../containers/cli";
import type { Answer, Question } from "../desk";
import type { JobSite } from "./types";

export function docker({ argv, stdin }: Question, site: JobSite): Promise<Answer> {
    const piped = stdin === undefined ? Buffer.alloc(0) : readFileSync(stdin);
    return dockerCommand([...argv], { ...site, stdin: piped });
}
