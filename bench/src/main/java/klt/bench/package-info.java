/** Side-by-side runs against other tools. */
@NullMarked
package klt.bench;

import org.jspecify.annotations.NullMarked;
