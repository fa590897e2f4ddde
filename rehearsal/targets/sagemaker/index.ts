// What rehearsals know of a model behind an endpoint, whatever it runs on.
import { Endpoints } from "../../endpoints/endpoints";
import type { RehearsedTarget } from "../types";
import { breakages } from "./breakages";
import { EndpointHistory } from "./history";

export const hosted: RehearsedTarget = {
    follow: (plans, story) => new EndpointHistory(plans, story),
    uses: (account) => account.part(Endpoints).repeated,
    breakages,
};
