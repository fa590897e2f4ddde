// Every rule about a configuration whose shape is right; a new one is a file named as its sentence, and a line here.
// `no-secret-stands-in-the-settings` is not among them: it has to look before the shape is judged.
import { rule as aCertificateIsTheStacksOwn } from "./a-certificate-is-the-stacks-own";
import { rule as aKeyOpensSomeSecret } from "./a-key-opens-some-secret";
import { rule as aNetworkIsNewOrExisting } from "./a-network-is-new-or-existing";
import { rule as aReleaseComesFromAnotherStack } from "./a-release-comes-from-another-stack";
import { rule as aRepositoryBelongsToOneLine } from "./a-repository-belongs-to-one-line";
import { rule as aSourceNeedsABuildThatReadsIt } from "./a-source-needs-a-build-that-reads-it";
import { rule as aTargetGetsWhatTheBuildMakes } from "./a-target-gets-what-the-build-makes";
import { rule as aVariableHasOneValue } from "./a-variable-has-one-value";
import { rule as addressRangesAreRanges } from "./address-ranges-are-ranges";
import { rule as dockerBuildsAFolderThatExists } from "./docker-builds-a-folder-that-exists";
import { rule as fargateKnowsThePairOfCpuAndMemory } from "./fargate-knows-the-pair-of-cpu-and-memory";
import { rule as linesNeverShareAnArtifactFolder } from "./lines-never-share-an-artifact-folder";
import { rule as namesFitAws } from "./names-fit-aws";
import { rule as onlyTheFirstEnvironmentMakes } from "./only-the-first-environment-makes";
import { rule as plainHttpIsLoosenedByName } from "./plain-http-is-loosened-by-name";
import { rule as promotionStaysInOneAccount } from "./promotion-stays-in-one-account";
import type { Rule } from "./rule";
import { rule as trafficIsSharedOutAmongTwoTasksAtLeast } from "./traffic-is-shared-out-among-two-tasks-at-least";

export const rules: readonly Rule[] = [
    aCertificateIsTheStacksOwn,
    aKeyOpensSomeSecret,
    aNetworkIsNewOrExisting,
    aReleaseComesFromAnotherStack,
    aRepositoryBelongsToOneLine,
    aSourceNeedsABuildThatReadsIt,
    aTargetGetsWhatTheBuildMakes,
    aVariableHasOneValue,
    addressRangesAreRanges,
    dockerBuildsAFolderThatExists,
    fargateKnowsThePairOfCpuAndMemory,
    linesNeverShareAnArtifactFolder,
    namesFitAws,
    onlyTheFirstEnvironmentMakes,
    plainHttpIsLoosenedByName,
    promotionStaysInOneAccount,
    trafficIsSharedOutAmongTwoTasksAtLeast,
];
