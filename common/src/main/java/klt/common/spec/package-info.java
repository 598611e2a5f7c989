/** The spec of a run, which users write: its keys, defaults and rules, and its reader and writer. */
@NullMarked
package klt.common.spec;

import org.jspecify.annotations.NullMarked;
