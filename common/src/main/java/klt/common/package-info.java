/** The shared vocabulary of all modules. */
@NullMarked
package klt.common;

import org.jspecify.annotations.NullMarked;
