/** Benchmarks that compare the load tester with other tools, and that measure the cost of its own parts. */
@NullMarked
package klt.bench;

import org.jspecify.annotations.NullMarked;
