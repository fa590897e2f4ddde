import { readFileSync } from "node:fs";

import { dockerCommand } from "../../containers/cli";
import type { CommandResponse, CommandRequest } from "../command-server";
import type { JobSite } from "./types";

export function docker({ argv, stdin }: CommandRequest, site: JobSite): Promise<CommandResponse> {
    const piped = stdin === undefined ? Buffer.alloc(0) : readFileSync(stdin);
    return dockerCommand([...argv], { ...site, stdin: piped });
}
