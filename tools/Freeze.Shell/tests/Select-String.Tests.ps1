Describe 'Select-String' {
    BeforeAll {
        $folder = "$TestDrive/search"
        $null = [System.IO.Directory]::CreateDirectory("$folder/inner.txt")
        $first = [System.IO.Path]::GetFullPath("$folder/a.txt")
        [System.IO.File]::WriteAllText($first, "one`ntwo`nthree`nfour`nfive two`nsix`nseven`n")
        [System.IO.File]::WriteAllText("$folder/b.txt", "x`nTWO`n")
        # The lines around each match, whole and as shown.
        function Show($Results) {
            foreach ($one in $Results) {
                $context = $one.Context
                "$($one.LineNumber): $($context.PreContext)/$($context.PostContext) shown $($context.DisplayPreContext)/$($context.DisplayPostContext)"
            }
        }
    }

    Context 'texts' {
        It 'finds the lines that match' {
            $result = 'abc', 'xyz', 'cba' | Select-String '^a|y'
            $result | Should -BeOfType Microsoft.PowerShell.Commands.MatchInfo
            $result.Line | Should -Be 'abc', 'xyz'
            $result.LineNumber | Should -Be 1, 2
            $result[0].Path | Should -Be 'InputStream'
            $result[0].Filename | Should -Be 'InputStream'
            $result[0].Pattern | Should -Be '^a|y'
            $result[0].Matches[0].Value | Should -Be 'a'
            "$($result[0])" | Should -Be 'abc'
        }

        It 'shows the same properties as the original' {
            ('x' | Select-String x).psobject.Properties.Name |
                Should -Be 'IgnoreCase', 'LineNumber', 'Line', 'Filename', 'Path', 'Pattern', 'Context', 'Matches'
        }

        It 'heeds case only if told so' {
            ('abc', 'ABC' | Select-String B).Line | Should -BeExactly 'abc', 'ABC'
            ('abc', 'ABC' | Select-String B -CaseSensitive).Line | Should -BeExactly 'ABC'
            ('abc', 'ABC' | Select-String B -CaseSensitive -SimpleMatch).Line | Should -BeExactly 'ABC'
        }

        It 'takes a pattern as it is' {
            $result = 'a.c', 'abc' | Select-String a.c -SimpleMatch
            $result.Line | Should -Be 'a.c'
            $result.Matches.Count | Should -Be 0
        }

        It 'finds the lines that do not match' {
            ('a', 'b' | Select-String a -NotMatch).Line | Should -Be 'b'
            ('a', 'b', 'c' | Select-String a, b -NotMatch).Line | Should -Be 'c'
        }

        It 'names the pattern that was found' {
            ('xb', 'xa' | Select-String a, b).Pattern | Should -Be 'b', 'a'
        }

        It 'finds all places in a line' {
            ('aXaX' | Select-String a).Matches.Count | Should -Be 1
            ('aXaX' | Select-String a -AllMatches).Matches.Index | Should -Be 0, 2
        }

        It 'gives groups' {
            ('k=v' | Select-String '(?<key>\w)=(\w)').Matches[0].Groups['key'].Value | Should -Be 'k'
        }

        It 'says whether there is a match' {
            'a', 'b' | Select-String b -Quiet | Should -Be $true
            'a' | Select-String b -Quiet | Should -BeNullOrEmpty
        }

        It 'hands on the lines alone' {
            'a', 'b', 'c' | Select-String 'b|c' -Raw | Should -Be 'b', 'c'
            'a' | Select-String a -Raw | Should -BeOfType string
        }

        It 'takes other objects by their text' {
            (1, 22, $null, 322 | Select-String 2).Line | Should -Be '22', '322'
        }

        It 'keeps the lines around a match' {
            Show ('a', 'b', 'a', 'c', 'd' | Select-String a -Context 1) | Should -Be '1: /b shown /b', '3: b/c shown /c'
        }

        It 'refuses what is no regular expression' {
            { 'x' | Select-String '[' } | Should -Throw -ErrorId 'InvalidRegex,Microsoft.PowerShell.Commands.SelectStringCommand'
        }
    }

    Context 'files' {
        It 'finds lines in files' {
            $result = Select-String two $folder/*.txt
            $result.Filename | Should -Be 'a.txt', 'a.txt', 'b.txt'
            $result.LineNumber | Should -Be 2, 5, 2
            $result[0].Path | Should -Be $first
            "$($result[0])" | Should -Be "${first}:2:two"
        }

        It 'shows paths from a folder' {
            $result = Select-String one $first
            $result.RelativePath([System.IO.Path]::GetFullPath($folder)) | Should -Be 'a.txt'
            $result.ToString([System.IO.Path]::GetFullPath($folder)) | Should -Be 'a.txt:1:one'
            $result.RelativePath('/elsewhere') | Should -Be $first
        }

        It 'takes files from the pipeline' {
            (Get-ChildItem $folder -File | Select-String two -List).Filename | Should -Be 'a.txt', 'b.txt'
        }

        It 'stops at the first match of a file' {
            (Select-String two $folder/*.txt -List).LineNumber | Should -Be 2, 2
        }

        It 'says whether there is a match in any file' {
            Select-String two $folder/*.txt -Quiet | Should -Be $true
            Select-String nope $folder/*.txt -Quiet | Should -Be $false
        }

        It 'hands on the lines alone' {
            Select-String two $first -Raw | Should -Be 'two', 'five two'
        }

        It 'filters files' {
            (Select-String two $folder/* -Include *b.txt).Filename | Should -Be 'b.txt'
            (Select-String two $folder/* -Exclude *a.txt).Filename | Should -Be 'b.txt'
        }

        It 'keeps <Before> lines before and <After> lines after a match' -ForEach @(
            @{ Before = 0; After = 1; Expected = '2: /three shown /three', '5: /six shown /six' }
            @{ Before = 1; After = 0; Expected = '2: one/ shown one/', '5: four/ shown four/' }
            @{ Before = 1; After = 1; Expected = '2: one/three shown one/three', '5: four/six shown four/six' }
            @{ Before = 2; After = 2; Expected = '2: one/three four shown one/three four', '5: three four/six seven shown /six seven' }
            @{ Before = 9; After = 9; Expected = '2: one/three four five two six seven shown one/three four', '5: one two three four/six seven shown /six seven' }
        ) {
            Show (Select-String two $first -Context $Before, $After) | Should -Be $Expected
        }

        It 'shows the lines around a match' {
            "$((Select-String two $first -Context 1)[0])" | Should -Be (@("  ${first}:1:one", "> ${first}:2:two", "  ${first}:3:three") -join [Environment]::NewLine)
        }

        It 'looks through matches again' {
            $result = Select-String two $first | Select-String five
            $result.LineNumber | Should -Be 5
            $result.Path | Should -Be $first
            (Select-String two $first -Context 1 | Select-String five).Context.DisplayPreContext | Should -BeNullOrEmpty
        }

        It 'reports files that are not there' {
            { Select-String x $folder/nope.txt -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,Microsoft.PowerShell.Commands.SelectStringCommand'
            { Select-String x -LiteralPath $folder/nope.txt -ErrorAction Stop } | Should -Throw -ErrorId 'ProcessingFile,Microsoft.PowerShell.Commands.SelectStringCommand'
        }

        It 'reports what is no file' {
            { Select-String x -Path env:PATH -ErrorAction Stop } | Should -Throw -ErrorId 'ProcessingFile,*'
        }
    }
}
