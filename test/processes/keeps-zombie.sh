# Becomes a program that never waits for its child, which ends at once.
sh -c 'echo $$ > "$PIDS/zombie"' &
echo $$ > "$PIDS/leader"
exec sleep 300
