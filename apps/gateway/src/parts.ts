/** Under these names controllers are given those of the gateway's parts that have no class; the others under their class. */
export const CLOCK = Symbol('the clock: what time it is, ms UTC');
/** A pool whose statements may take minutes, for what reads the whole database. */
export const LONG_SOURCE = Symbol('the database, for what goes on for minutes');
export const PROVINCE = Symbol('the code of the province, such as 440000');
export const PROBES = Symbol('what GET /health/ready looks at, by the name of the part');
