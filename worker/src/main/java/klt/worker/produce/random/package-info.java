/** Random numbers that are functions of a seed and a message's sequence. On the hot path. */
@NullMarked
package klt.worker.produce.random;

import org.jspecify.annotations.NullMarked;
