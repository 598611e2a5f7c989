/** Random numbers that are the same in every process. */
@NullMarked
package klt.common.random;

import org.jspecify.annotations.NullMarked;
