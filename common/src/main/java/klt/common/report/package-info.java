/**
 * The documents of a run as the controller serves and stores them and the command reads them: latencies µs, rates per second, sizes bytes.
 * Parts that are records here do not form their own level in the JSON if they are unwrapped.
 */
@NullMarked
package klt.common.report;

import org.jspecify.annotations.NullMarked;
