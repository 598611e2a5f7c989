/** The downloads of a run in text formats. */
@NullMarked
package klt.controller.http.download;

import org.jspecify.annotations.NullMarked;
