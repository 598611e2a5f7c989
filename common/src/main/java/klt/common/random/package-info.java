/** Random numbers that every process computes alike. */
@NullMarked
package klt.common.random;

import org.jspecify.annotations.NullMarked;
