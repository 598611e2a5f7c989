/** The spec of a run, which users write: keys, defaults and rules, and the reader and the writer. */
@NullMarked
package klt.common.spec;

import org.jspecify.annotations.NullMarked;
