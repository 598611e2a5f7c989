/** Which worker sends which messages of a run. */
@NullMarked
package klt.controller.core.shards;

import org.jspecify.annotations.NullMarked;
