/** The event loop: the core, its environment, and the thread that owns both. */
@NullMarked
package klt.controller.loop;

import org.jspecify.annotations.NullMarked;
