/** The controller's decisions: pure, driven by events, with commands as the only effect. */
@NullMarked
package klt.controller.core;

import org.jspecify.annotations.NullMarked;
