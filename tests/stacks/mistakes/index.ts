import { account } from "./account";
import { combinations } from "./combinations";
import { keys } from "./keys";
import type { Mistake } from "./mistake";
import { notify } from "./notify";
import { promotion } from "./promotion";
import { registries } from "./registries";
import { secrets } from "./secrets";
import { sharingMistakes } from "./sharing";
import { sources } from "./sources";
import { team } from "./team";
import { values } from "./values";
import { workflow } from "./workflow";

export const mistakes: readonly Mistake[] = [
    ...keys,
    ...values,
    ...combinations,
    ...promotion,
    ...registries,
    ...sources,
    ...team,
    ...notify,
    ...account,
    ...secrets,
    ...sharingMistakes,
    ...workflow,
];
