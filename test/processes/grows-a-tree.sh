#!/bin/sh
# grows-a-tree.sh NAME: a service with a child that ignores SIGTERM, a grandchild in a session of its
# own, and a daemon that was forked twice. Each notes `service PID TREE` in $JOURNAL; then it is ready.
export TREE=$$
note='echo "service $$ $TREE" >> "$JOURNAL"'
export STUBBORN="trap '' TERM HUP INT; $note; exec sleep 1000"
sh -c "$STUBBORN" &
setsid sh -c "$STUBBORN" &
sh -c 'setsid sh -c "$STUBBORN" &'
eval "$note"
until [ "$(grep -c " $TREE\$" "$JOURNAL")" -eq 4 ]; do sleep 0.01; done
echo "$1 is ready"
while :; do sleep 1000 & wait; done
