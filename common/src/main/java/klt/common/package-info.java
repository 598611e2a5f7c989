/** Code that all modules share. */
@NullMarked
package klt.common;

import org.jspecify.annotations.NullMarked;
