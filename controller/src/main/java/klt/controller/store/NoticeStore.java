package klt.controller.store;

import java.util.Comparator;
import java.util.List;
import klt.controller.core.notice.Notice;

/** The undelivered notices on the state topic. */
public final class NoticeStore extends DocumentStore<Notice> {

    public NoticeStore() {
        super("notice", Notice.class, Notice::subject);
    }

    /** Returns all notices, oldest first. */
    public List<Notice> all() {
        return sorted(Comparator.comparing(Notice::endedAt));
    }
}
