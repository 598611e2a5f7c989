/**
 * The documents of a run, as the controller serves and stores them and the command reads them. Latencies are in µs, rates per second,
 * sizes in bytes. An unwrapped record does not form a level of its own in the JSON.
 */
@NullMarked
package klt.common.report;

import org.jspecify.annotations.NullMarked;
