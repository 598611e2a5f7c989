/**
 * The documents of a run, which the controller stores and serves, and the command reads. Latencies are in µs, rates per second, sizes in
 * bytes. An unwrapped record has no JSON object of its own.
 */
@NullMarked
package klt.common.report;

import org.jspecify.annotations.NullMarked;
