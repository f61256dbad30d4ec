/** What is shown of the answers of the fixtures, as `shape` of their test writes it. */
export const shown: Record<string, string> = {
  "bom.json": `<h3>Title</h3><p>Text</p>`,
  "crlf.json": `<p>one</p><pre js>let a = 1
let b = 2</pre><ul><li>x</li><li>y</li></ul>`,
  "fence-only.json": `<pre python>print(1)</pre>`,
  "flicker.json": `<p>Start <strong>this bold sentence is long</strong> and <em>emph words here</em> then <a href="https://example.com/some/path">a link text</a> and <code>inline code here</code> end.</p><table><thead><tr><th>Col A</th><th>Col B</th></tr></thead><tbody><tr><td>one</td><td>two</td></tr></tbody></table><ol><li>first</li><li>second</li></ol><p>Tail <del>gone</del> words.</p>`,
  "md-autolink-cjk.md": `<p>请看 <a href="https://example.com/a">https://example.com/a</a>，谢谢。</p><p>見て <a href="https://example.com/b">https://example.com/b</a>。</p><p>（<a href="https://example.com/c">https://example.com/c</a>）です</p><p>See <a href="https://example.com/d">https://example.com/d</a>, ok. And (<a href="https://example.com/e">https://example.com/e</a>). And <a href="https://example.com/f?x=1&y=2">https://example.com/f?x=1&y=2</a>!</p><p>Это <a href="https://example.com/g">https://example.com/g</a>» и «<a href="https://example.com/h">https://example.com/h</a>».</p><p><a href="https://example.com/i">https://example.com/i</a>… and <a href="https://example.com/j">https://example.com/j</a>— dash</p>`,
  "md-backtick.md": `<p><code>a\`b</code> and <code>\`\`</code> and <code>\\n</code> and <code> </code> and <code>a b</code> and \` not code \` and <code><br></code> and <code><</code></p>`,
  "md-bold-list.md": `<p><strong>1. Title</strong></p><ul><li><strong>a</strong>: x</li><li><strong>b:</strong> y</li></ul><ul><li><strong>c</strong>：z</li></ul><p><strong>Bold</strong>text and **bold <strong>text and ** bold</strong> x</p>`,
  "md-br-table.md": `<table><thead><tr><th>Step</th><th>What</th></tr></thead><tbody><tr><td>1</td><td>first<br/>second<br/>third<br/>fourth</td></tr><tr><td>2</td><td>a \u00a0 b</td></tr></tbody></table><p>Line one<br/>line two</p>`,
  "md-cjk-bold.md": `<p>A <strong>重要</strong>です。</p><p>B これは<strong>「重要」</strong>です。</p><p>C <strong>注意：</strong>请先保存。</p><p>D <strong>（必須）</strong>の項目</p><p>E <strong>제목(필수)</strong>은 여기</p><p>F **Note:**next</p><p>G <del>削除。</del>次</p><p>H <em>斜体。</em>次</p>`,
  "md-code-in-table.md": `<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td><code>js x</code></td><td><strong>b</strong> <b>c</b></td></tr><tr><td>a|b</td><td>c</td></tr><tr><td>[l](<a href="https://example.com/a">https://example.com/a</a></td><td>b)</td></tr></tbody></table>`,
  "md-code-langs.md": `<pre c++>int a;</pre><pre objective-c>@x</pre><pre python>x</pre><pre js>let a</pre><pre text>plain</pre><pre diff>- a
+ b</pre><pre jsonc>{"a":1}</pre><pre mermaid>graph TD</pre>`,
  "md-defs.md": `<p class="source">[INFO]: started</p><p class="source">[WARN]: slow</p><p>Done. Answer: [A]: yes</p>`,
  "md-details.md": `<details><summary>More</summary><p>Hidden <strong>bold</strong> text</p></details><p>After H<sub>2</sub>O and x<sup>2</sup> and <kbd>Ctrl</kbd>+<kbd>C</kbd> and <u>under</u> <mark>m</mark></p>`,
  "md-email-mention.md": `<p>@user #tag <a href="mailto:foo@bar.baz">foo@bar.baz</a>, <a href="mailto:user_name@example.co.uk">user_name@example.co.uk</a>. <a href="mailto:x@y.zz">mailto:x@y.zz</a> https://user:pw@example.com/x <a href="http://1.2.3.4/">http://1.2.3.4:80</a> <a href="https://xn--bcher-kva.example/">https://xn--bcher-kva.example</a> <a href="https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC#%C3%9F">https://bücher.example/ä?ö=ü#ß</a></p>`,
  "md-emoji.md": `<p>:smile: 👩\u200d👩\u200d👧\u200d👦 🇩🇪 👍🏽 ❤️ 1️⃣ é ﷽ Z̴̡a̵l̶g̷o̸ \u200bzw\u200b \u00adsoft</p>`,
  "md-emphasis-open.md": `<p>This is **bold that never closes and goes on</p><p>New paragraph with \`unclosed code and</p><p>End *x</p>`,
  "md-entities.md": `<p><b> &amp; © → × € ° ½ ≤ α Ä … € 😀 &nosuch; AT&T; <code><</code> R&D</p><p><a href="https://example.com/?a=1&b=2">q</a> <a href="https://example.com/?a=1&b=2">https://example.com/?a=1&b=2</a></p><p><a href="https://example.com/?a=1&copy=2">https://example.com/?a=1&copy=2</a></p>`,
  "md-escaped.md": `<p>1. not list</p><p>* star</p><p># no heading</p><p>C:\\Users_me*x and \\server\\share and regex \\d+.\\w* and 3 * 4</p>`,
  "md-fence-list.md": `<ol><li><p>First</p><pre bash>npm i</pre></li><li><p>Second</p><pre js>let a = 1
  let b</pre><p>text</p></li><li><p>Third:</p></li></ol><pre sh>unindented</pre><ol start="4"><li>Fourth<ul><li>x<pre py>a</pre></li></ul></li></ol>`,
  "md-footnote-url.md": `<p>Claim one.<sup>1</sup> Claim two.<sup>2</sup></p><p class="footnote"><sup>1</sup> <a href="https://example.com/source">https://example.com/source</a></p><p class="footnote"><sup>2</sup> Smith2020</p><p>The end.</p>`,
  "md-footnote.md": `<p>Water boils at 100 °C.<sup>1</sup> It freezes at 0 °C.<sup>2</sup> Also.<sup>3</sup></p><p class="footnote"><sup>1</sup> At sea level.</p><p class="footnote"><sup>2</sup> Pure.</p><p class="footnote"><sup>3</sup> <a href="https://example.com/x">https://example.com/x</a></p>`,
  "md-headings.md": `<h3>One</h3><h4>Two</h4><h5>Three</h5><h6>Four</h6><h6>Five</h6><h6>Six</h6><p>####### seven
#nospace</p><h3>closed</h3><h3>C#</h3><h3><code>code</code> <strong>b</strong></h3>`,
  "md-hr-list.md": `<ul><li><p>a</p></li><li><p>b</p></li></ul><hr/><ul><li>c</li></ul><hr/><ul><li><p>d</p><p>para in d</p><p>para 2</p></li></ul>`,
  "md-html-comment.md": `<p>a <!-- hidden --> b</p><p class="source"><!-- block
comment --></p><p>c</p><p><br/></p><p>d</p><p class="source"><hr></p>`,
  "md-htmlblock.md": `<p>Here is a page:</p><p class="source"><div class="a">
  <p>One</p>
  <p>Two</p>
</div></p><p>End</p>`,
  "md-htmlblock2.md": `<p class="source"><p align="center">
**Bold** in html
- item
</p></p><p>plain <code>List<String></code> and Map<String, Integer> and vector<int> v</p>`,
  "md-indent.md": `<p>Text</p><pre text>indented code
    more

Tabbed</pre><ul><li><p>item</p><pre text>code in item</pre><p> three spaces</p></li></ul>`,
  "md-inline-math-cur.md": `<p>It costs $5, and <em>not</em> $10; total <strong>$15</strong>. Env: $HOME and \${VAR}_x and $_GET['a'] and <strong>FILE</strong></p>`,
  "md-json.md": `<p>{"a": 1, "b": [1, 2], "c": "x_y_z"}</p><p>{
  "k": "<em>v</em>",
  "path": "C:\\x"
}</p>`,
  "md-link-title.md": `<p><a href="https://example.com/" title="The "title"">a</a> <a href="https://example.com/a%20b">b</a> <a href="https://en.wikipedia.org/wiki/A_(b)">c</a> <a href="http://example.com/plain">d</a> e <bdi class="address">(docs/readme.md)</bdi> f <bdi class="address">(#anchor)</bdi> g <bdi class="address">(tel:+123)</bdi> h <bdi class="address">(ftp://x.y/z)</bdi> i <bdi class="address">(javascript:alert(1))</bdi> <a href="http://localhost:8080/x">http://localhost:8080/x</a> <a href="http://www.example.com/">www.example.com</a> <a href="mailto:me@example.com">me@example.com</a> <a href="https://example.com/r" title="T">j</a> [k] <a href="https://example.com/p.png" title="t">pic</a> <a href="https://example.com/q.png">Image</a> <a href="https://example.com/l">img</a></p>`,
  "md-linked-img.md": `<p>Build: <a href="https://example.com/ci">status</a> done</p>`,
  "md-loose-after-code.md": `<ol><li>One:</li></ol><pre js>let a</pre><ol start="2"><li>Two:</li></ol><pre js>let b</pre><ol start="3"><li>Three</li></ol>`,
  "md-math-setext.md": `<p>So we get</p><p class="source"><span class="formula">$$
E
=
mc^2
$$</span></p><p>and</p><p class="source"><span class="formula">$$
a
- b
$$</span></p><p class="source"><span class="formula">$$
x
+ y
$$</span></p>`,
  "md-math.md": `<p>Inline <span class="formula">\\(a_1 + b_1\\)</span> and <span class="formula">\\[x^2\\]</span> and <span class="formula">$a*b*c$</span> and <span class="formula">$\\mathbf{x}_i^*y_j^*$</span> cost $5 and $10.</p><p class="source"><span class="formula">$$
\\begin{aligned}
a &= b \\\\
c &= d
\\end{aligned}
$$</span></p><p>Set <span class="formula">$\\{1, 2\\}$</span> and 50% and <span class="formula">$f(x)\\,dx$</span></p>`,
  "md-nested-fence.md": `<pre markdown># T

\`\`\`js
let a = 1
\`\`\`

text</pre><p>after</p><pre markdown># T
\`\`\`js
let b
\`\`\`
more</pre><p>end</p>`,
  "md-newlines.md": `<p>Roses are red
Violets are blue
Sugar is sweet</p><p>Address:
Main St 1
12345 Town</p>`,
  "md-ol-big.md": `<ol start="98" data-digits="3"><li>ninety-eight</li><li>ninety-nine</li><li>hundred</li><li>more</li></ol><p>text</p><ol start="1000" data-digits="4"><li>thousand</li><li>next</li></ol><p>text</p><ol start="123456789" data-digits="9"><li>big</li></ol>`,
  "md-ol.md": `<ol start="5"><li><p>five</p></li><li><p>six</p></li><li><p>zero</p></li><li><p>one</p></li></ol><ol start="3"><li>three</li><li>four</li></ol><ol><li><p>one</p></li><li><p>one again</p></li><li><p>ten</p></li><li><p>hundred</p></li><li><p>thousand</p></li><li><p>tenthousand</p></li></ol>`,
  "md-quote.md": `<blockquote><p>a</p><blockquote><p>b</p><blockquote><p>c</p><blockquote><p>d
lazy</p></blockquote></blockquote></blockquote></blockquote><blockquote><ul><li>list<pre js>x</pre></li></ul><p><strong>end</strong></p></blockquote><blockquote><p>[!NOTE]
Useful</p></blockquote>`,
  "md-ref-late.md": `<p>See <a href="https://example.com/docs">the docs</a> first.</p><p>More text here.</p>`,
  "md-rtl-first.md": `<p>مرحبا! هذا مثال.</p><p>This is an English sentence, right?</p><ul><li>English list item.</li><li>عنصر</li></ul><pre py>print("hi")</pre><p><code>a/b/c.txt</code> ملف</p>`,
  "md-rtl.md": `<p>Here is the Arabic text:</p><p>مرحبا بالعالم! كيف حالك؟ (Parley)</p><ul><li>عنصر أول: <code>npm start</code></li><li>English item!</li></ul><ol><li>واحد</li><li>two</li></ol><blockquote><p>اقتباس عربي!</p></blockquote><table><thead><tr><th>عربي</th><th>English</th></tr></thead><tbody><tr><td>نعم!</td><td>no.</td></tr></tbody></table><pre js>let a = 1 // تعليق</pre><p>Back to English.</p>`,
  "md-setext.md": `<h3>Total</h3><h4>Sub</h4><p>foo</p><ul><li>bar</li></ul><hr/><p>baz</p><hr/>`,
  "md-space-tabs.md": `<ul><li>item tab</li><li>item spaces</li></ul><ol><li>x</li><li>y</li></ol><p>• bullet
• bullet 2</p><p>– dash
– dash 2</p>`,
  "md-strike.md": `<p>a ~10~ b ~20~ and <del>gone</del> and price ~5 to ~10 and 2<strong>3</strong>4 and a<em>b</em>c and snake_case_name and <strong>init</strong> and *args, **kwargs and 5 * 3 * 2</p>`,
  "md-table-pipe.md": `<table><thead><tr><th>op</th><th>meaning</th></tr></thead><tbody><tr><td>\`a</td><td>b\`</td></tr><tr><td><code>a | b</code></td><td>esc</td></tr><tr><td><code>x</code></td><td>y</td></tr><tr><td>short</td></tr></tbody></table><table><thead><tr><th>no</th><th>body</th></tr></thead><tbody></tbody></table>`,
  "md-table-tight.md": `<p>Here it is:</p><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr><tr><td>Following text</td></tr></tbody></table>`,
  "md-task.md": `<ul><li class="task"><input type="checkbox" disabled/>open</li><li class="task"><input type="checkbox" checked disabled/>done <strong>bold</strong><ul><li class="task"><input type="checkbox" checked disabled/>sub</li></ul></li><li>[] not</li></ul><ol><li class="task"><input type="checkbox" disabled/>numbered</li></ol>`,
  "md-task2.md": `<ul><li class="task"><p><input type="checkbox" checked disabled/>done</p></li><li class="task"><p><input type="checkbox" disabled/>open</p></li><li><p>loose</p></li><li class="task"><p><input type="checkbox" checked disabled/>loose done</p><p>para</p></li></ul>`,
  "md-think.md": `<p class="source"><think>
secret plan
</think></p><p>Answer is 4.</p>`,
  "md-tilde-range.md": `<p>气温 3~5 度，湿度 20~30%。</p><p>It takes 5~10 minutes, or 20~30 on bad days.</p><p>价格：10~20元，30~40元</p>`,
  "md-tilde.md": `<pre python>print("\`\`\`")</pre><p>ok</p><pre text>a
\`\`\`
b</pre>`,
  "md-unclosed-fence.md": `<p>Code:</p><pre python>print(1)
for i in range(3):
    print(i)</pre>`,
  "nul.json": `<p>a�b\x07c\x1b[31mred\u202etxet\u202c end</p>`,
  "zwj.json": `<p>Family: 👨\u200d👩\u200d👧 flag 🇩🇪 done</p>`,
}
