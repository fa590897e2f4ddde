// Every rule about a configuration whose shape is right, by subject; each says the page or the reason it comes from.
// `secrets.ts` is not among them: it has to look before the shape is judged.
import { connectionIsOfTheRegion } from "./connections";
import { accountIsKnownOnce, boundaryIsOfTheAccount } from "./from-account";
import { namesAreOnesOwn, namesFitAws } from "./names";
import { nobodyIsToldTwice, recipientsOwnRules } from "./notify";
import { addressRangeHoldsTheSubnets, networkIsNewOrExisting } from "./network";
import {
    changesCanBeTested,
    filesComeFromASource,
    kindsOwnRules,
    lineIsMade,
    registryHoldsWhatIsCarried,
    registryTakesWhatTheBuildPushes,
    sourceIsRead,
    targetGetsWhatTheBuildMakes,
} from "./parts";
import { variablesHoldNoSecrets } from "./plain-secrets";
import { registryStandsWhatTheBuildAsks } from "./registries";
import {
    onlyTheFirstEnvironmentMakes,
    promotionLeadsElsewhere,
    promotionLeadsSomewhere,
    promotionStaysInOneAccount,
    promotionStaysInOneRegion,
} from "./promotion";
import { linesOf } from "../models";
import { modelsAreNoServices } from "./models";
import { whatAWorkflowSaysIsBelievedByName } from "./people";
import type { Rule } from "./rule";
import { oneWorkflowMakesAndShips, shipsAsGithubAllows } from "./ship";
import { everySecretIsNamed, namedSecretsExist } from "./secret-names";
import {
    administratorsAreLoosenedByName,
    approvedLinesAsk,
    groupHoldsAPolicyALine,
    membersAreOfTheirKind,
    nobodyIsDeniedBothWays,
} from "./team";

const ofLines: readonly Rule[] = [
    networkIsNewOrExisting,
    addressRangeHoldsTheSubnets,
    promotionLeadsElsewhere,
    promotionLeadsSomewhere,
    promotionStaysInOneAccount,
    promotionStaysInOneRegion,
    onlyTheFirstEnvironmentMakes,
    connectionIsOfTheRegion,
    namesFitAws,
    namesAreOnesOwn,
    lineIsMade,
    sourceIsRead,
    changesCanBeTested,
    filesComeFromASource,
    targetGetsWhatTheBuildMakes,
    registryHoldsWhatIsCarried,
    registryTakesWhatTheBuildPushes,
    registryStandsWhatTheBuildAsks,
    kindsOwnRules,
    variablesHoldNoSecrets,
    oneWorkflowMakesAndShips,
    shipsAsGithubAllows,
    namedSecretsExist,
    everySecretIsNamed,
    membersAreOfTheirKind,
    nobodyIsDeniedBothWays,
    approvedLinesAsk,
    groupHoldsAPolicyALine,
    administratorsAreLoosenedByName,
    recipientsOwnRules,
    nobodyIsToldTwice,
    accountIsKnownOnce,
    boundaryIsOfTheAccount,
    whatAWorkflowSaysIsBelievedByName,
];

/** Models are lines like others: a rule finds each of them among the services. */
export const rules: readonly Rule[] = [
    modelsAreNoServices,
    ...ofLines.map(
        (rule): Rule =>
            (settings, about) =>
                rule(linesOf(settings, about.kinds), about),
    ),
];
