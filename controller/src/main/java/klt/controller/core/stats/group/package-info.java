/** Parts of a consumer group's statistics. */
@NullMarked
package klt.controller.core.stats.group;

import org.jspecify.annotations.NullMarked;
