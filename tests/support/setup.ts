// Loaded by .mocharc.json before the first spec of every run.

// The SDK stores a stack on every promise it makes: with node's ten frames that is half of the time a program takes
// under mocks. One frame still names file and line of the mistake.
// FAIRLEAD_STACK_FRAMES=20 npm run test:unit shows the callers too.
Error.stackTraceLimit = Number(process.env.FAIRLEAD_STACK_FRAMES ?? 1);

// mocha hands a rejection nobody awaits to the other listeners, and without one nothing fails: a resource whose mock
// throws would leave every test green. Throwing here fails the test that is running, or the process after the last.
process.on("unhandledRejection", (reason) => {
    throw reason;
});
