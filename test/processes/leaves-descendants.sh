# A tree of four: the leader, a child, a grandchild in a session of its own, a daemon with no parent.
sh -c 'echo $$ > "$PIDS/child"; exec sleep 300' &
sh -c 'setsid sh -c "echo \$\$ > \"\$PIDS/grandchild\"; exec sleep 300" & wait' &
(setsid sh -c 'echo $$ > "$PIDS/daemon"; exec sleep 300' > /dev/null 2>&1 < /dev/null &)
echo $$ > "$PIDS/leader"
until [ -s "$PIDS/child" ] && [ -s "$PIDS/grandchild" ] && [ -s "$PIDS/daemon" ]; do :; done
echo 'the tree is up'
exec sleep 300
