/** The run spec that users write: its keys, defaults and rules, its reader and its writer. */
@NullMarked
package klt.common.spec;

import org.jspecify.annotations.NullMarked;
